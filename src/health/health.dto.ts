import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ReadinessReport } from './readiness.service.js';

export class LivenessDto {
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  status!: 'ok';
}

const STATES = ['ok', 'unavailable'] as const;
type State = (typeof STATES)[number];

export class ReadinessChecksDto {
  @ApiProperty({ enum: STATES, example: 'ok' })
  database!: State;
  @ApiProperty({ enum: STATES, example: 'ok' })
  queue!: State;
}

export class ReadinessDto implements ReadinessReport {
  @ApiProperty({ enum: STATES, example: 'ok' })
  status!: State;
  /** State of each store. */
  @ApiProperty({ type: ReadinessChecksDto })
  checks!: ReadinessChecksDto;
  /** What delays sends, such as a missing worker. The process can serve requests all the same. */
  @ApiProperty({ type: 'array', items: { type: 'string', example: 'No worker is running, so nothing is sent.' } })
  problems!: string[];
  /** Present while the process is shutting down. */
  @ApiPropertyOptional({ enum: [true], type: 'boolean', example: true })
  shutting_down?: true;
}
