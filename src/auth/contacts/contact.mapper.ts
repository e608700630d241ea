import { toUserDto } from '../users/user.mapper.js';
import type { UserRecord } from '../users/user.repository.js';
import type { MeDto } from './contact.dto.js';

export function toMeDto(user: UserRecord): MeDto {
  return Object.assign(toUserDto(user), { pending_phone_number: user.pendingPhone, pending_email: user.pendingEmail });
}
