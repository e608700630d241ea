import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { FraudListRepository, type StoredEntry } from './fraud-list.repository.js';
import { ENTRY_FAULT, parseListEntry, type ListName } from './list-entry.js';

/** The allow list and the block list, for administrators. Processes follow a change through `FraudSettingsService`. */
@Injectable()
export class FraudListService {
  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    private readonly lists: FraudListRepository,
    private readonly clock: Clock,
  ) {}

  async entries(list: ListName): Promise<StoredEntry[]> {
    return this.lists.of(list);
  }

  /** @returns the entry in its one form, and whether it is new @throws AppError validation_failed */
  async add(list: ListName, written: string): Promise<{ entry: string; changed: boolean }> {
    const entry = this.read(written);
    return { entry, changed: await this.lists.add(list, entry, new Date(this.clock.now())) };
  }

  /** @returns the entry in its one form, and whether it was there @throws AppError validation_failed */
  async remove(list: ListName, written: string): Promise<{ entry: string; changed: boolean }> {
    const entry = this.read(written);
    return { entry, changed: await this.lists.remove(list, entry) };
  }

  private read(written: string): string {
    const entry = parseListEntry(written, this.installation.defaultCountry);
    if (entry) return entry.text;
    throw new AppError('validation_failed', { detail: ENTRY_FAULT, errors: { entry: [ENTRY_FAULT] } });
  }
}
