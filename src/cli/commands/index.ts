import type { Command } from 'commander';
import type { CommandLine } from '../command-line.js';
import { register as account } from './account.command.js';
import { register as adminKey } from './admin-key.command.js';
import { register as cancel } from './cancel.command.js';
import { register as cleanUp } from './clean-up.command.js';
import { register as doctor } from './doctor.command.js';
import { register as events } from './events.command.js';
import { register as explain } from './explain.command.js';
import { register as fraud } from './fraud.command.js';
import { register as keys } from './keys.command.js';
import { register as limits } from './limits.command.js';
import { register as messages } from './messages.command.js';
import { register as migrate } from './migrate.command.js';
import { register as retry } from './retry.command.js';
import { register as sendTest } from './send-test.command.js';
import { register as status } from './status.command.js';
import { register as studio } from './studio.command.js';
import { register as user } from './user.command.js';
import { register as users } from './users.command.js';

/** Adds a command to the program. */
export type RegisterCommand = (program: Command, cli: CommandLine) => void;

export const COMMANDS: RegisterCommand[] = [
  account,
  adminKey,
  cancel,
  cleanUp,
  doctor,
  events,
  explain,
  fraud,
  keys,
  limits,
  messages,
  migrate,
  retry,
  sendTest,
  status,
  studio,
  user,
  users,
];
