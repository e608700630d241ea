import { recipientFields } from '../../common/recipient.js';
import type { ProofDto, VerifiedDto } from './verification-token.dto.js';
import { VERIFICATION_TOKEN_SECONDS, type Proof } from './verification-token.service.js';

export function toVerifiedDto(verificationToken: string): VerifiedDto {
  return { verification_token: verificationToken, expires_in: VERIFICATION_TOKEN_SECONDS };
}

export function toProofDto({ purpose, contact, userId, challengeId, channel, verifiedAt }: Proof): ProofDto {
  return {
    purpose,
    ...recipientFields(contact),
    user_id: userId,
    challenge_id: challengeId,
    channel,
    verified_at: verifiedAt.toISOString(),
  };
}
