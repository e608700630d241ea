import { createHash, randomInt, randomUUID } from 'node:crypto';
import { Refusal } from './problems.js';

const LIFE_SECONDS = 300;
const ENDED = { used: 'otp_used', superseded: 'otp_superseded', expired: 'otp_expired', exhausted: 'otp_exhausted' };

/** The routes that the element calls, as the API's contract has them. The test moves deliveries and the clock. */
export class FakeRamz {
  options = {
    channels: ['sms'],
    countries: { IR: '98' },
    default_country: 'IR',
    code_length: 6,
    locales: ['en', 'es', 'fa'],
    resend_in: 30,
    human_check: null,
    sessions: ['token', 'cookie'],
  };
  resendIn = 30;
  /** Every request: `{route, headers, body}`. */
  requests = [];
  challenges = [];
  /** Milliseconds ahead of the real clock. */
  ahead = 0;
  #answers = new Map();
  #refusals = [];

  /** Refuses the next requests of a route. */
  refuse(route, code, members, times = 1) {
    for (let i = 0; i < times; i++) this.#refusals.push({ route, refusal: new Refusal(code, members) });
  }

  forgetRefusals() {
    this.#refusals = [];
  }

  get last() {
    return this.challenges.at(-1);
  }

  requestsTo(route) {
    return this.requests.filter((request) => request.route === route);
  }

  deliver(delivery) {
    this.last.delivery = delivery;
  }

  /** @returns {{status?: number, body: object, cookies?: string[]}} */
  answer(method, path, headers, body) {
    const route = `${method} ${path.replace(/^otp\/(?!verify$).+/, 'otp/{id}')}`;
    this.requests.push({ route, headers, body });
    const index = this.#refusals.findIndex((each) => each.route === route);
    if (index >= 0) throw this.#refusals.splice(index, 1)[0].refusal;
    switch (route) {
      case 'GET options':
        return { body: this.options };
      case 'GET human-check':
        return { body: this.#invitation() };
      case 'POST otp':
        return { body: this.#once(headers['idempotency-key'], body, () => this.#request(body)) };
      case 'GET otp/{id}':
        return { body: this.#state(path.slice('otp/'.length)) };
      case 'POST otp/verify':
        return this.#verify(body);
      default:
        throw new Refusal('not_found');
    }
  }

  #once(key, body, work) {
    const text = JSON.stringify(body);
    const before = this.#answers.get(key);
    if (before && before.text !== text) throw new Refusal('idempotency_conflict');
    const answer = before?.answer ?? work();
    if (key) this.#answers.set(key, { text, answer });
    return answer;
  }

  #request(body) {
    this.#checkHuman(body.captcha_token);
    const contact = this.#contact(body);
    if (!this.options.channels.includes(body.channel)) throw new Refusal('channel_unavailable');
    const before = this.#of(contact, body.purpose);
    if (before?.status === 'active') before.status = 'superseded';
    const challenge = {
      id: randomUUID(),
      ...contact,
      purpose: body.purpose,
      channel: body.channel,
      locale: body.locale,
      code: String(randomInt(10 ** this.options.code_length)).padStart(this.options.code_length, '0'),
      status: 'active',
      delivery: 'queued',
      attemptsLeft: 5,
      expiresAt: this.now() + LIFE_SECONDS * 1000,
      resendAt: this.now() + this.resendIn * 1000,
    };
    this.challenges.push(challenge);
    return {
      ...contact,
      message: 'OTP sent successfully',
      expires_in: LIFE_SECONDS,
      resend_in: this.resendIn,
      challenge_id: challenge.id,
      channel: challenge.channel,
      code_length: this.options.code_length,
    };
  }

  #contact({ phone_number: phone, email }) {
    if (email !== undefined) {
      if (!/^\S+@\S+\.\S+$/.test(email)) throw new Refusal('email_invalid');
      return { email: email.toLowerCase() };
    }
    const e164 = phone?.replace(/^\+980/, '+98');
    if (!/^\+(989\d{9}|573\d{9}|1\d{10}|34[67]\d{8})$/.test(e164 ?? '')) throw new Refusal('phone_number_invalid');
    return { phone_number: e164 };
  }

  #state(id) {
    const challenge = this.#find({ challenge_id: id });
    const isActive = challenge.status === 'active';
    return {
      status: challenge.status,
      delivery: challenge.delivery,
      expires_in: isActive ? this.#secondsUntil(challenge.expiresAt) : 0,
      resend_in: isActive ? this.#secondsUntil(challenge.resendAt) : 0,
      attempts_left: isActive ? challenge.attemptsLeft : 0,
    };
  }

  #verify(body) {
    if (body.session === 'cookie' && !this.options.sessions.includes('cookie')) throw new Refusal('validation_failed');
    const challenge = this.#find(body);
    if (challenge.purpose !== body.purpose) throw new Refusal('otp_not_found');
    if (challenge.status !== 'active') throw new Refusal(ENDED[challenge.status]);
    challenge.attemptsLeft--;
    if (challenge.code !== body.code) {
      if (challenge.attemptsLeft === 0) challenge.status = 'exhausted';
      throw new Refusal('otp_incorrect', { attempts_left: challenge.attemptsLeft });
    }
    challenge.status = 'used';
    if (!['login', 'registration'].includes(body.purpose)) {
      return { body: { verification_token: 'signed.verification.token', expires_in: 600 } };
    }
    const user = { id: randomUUID(), phone_number: challenge.phone_number, email: challenge.email };
    if (body.session === 'cookie') {
      const cookies = ['access=1; Path=/; HttpOnly; SameSite=Lax'];
      return { body: { expires_in: 900, user, is_new_user: true }, cookies };
    }
    const tokens = { access_token: 'signed.access.token', refresh_token: 'opaque', token_type: 'Bearer' };
    return { body: { ...tokens, expires_in: 900, user, is_new_user: true } };
  }

  #find({ challenge_id: id, ...contact }) {
    const challenge = id ? this.challenges.find((each) => each.id === id) : this.#of(contact, contact.purpose);
    if (!challenge) throw new Refusal('otp_not_found');
    if (challenge.status === 'active' && challenge.expiresAt <= this.now()) challenge.status = 'expired';
    return challenge;
  }

  #of({ phone_number: phone, email }, purpose) {
    return this.challenges.findLast(
      (each) => each.phone_number === phone && each.email === email && each.purpose === purpose,
    );
  }

  #checkHuman(token) {
    const check = this.options.human_check;
    if (!check) return;
    const captcha = this.#invitation();
    if (!token) throw new Refusal('captcha_required', { captcha });
    const passed = check.provider === 'altcha' ? this.#isSolution(token) : token === 'passed';
    if (!passed) throw new Refusal('captcha_invalid', { captcha });
  }

  #invitation() {
    const { provider, site_key } = this.options.human_check;
    return provider === 'altcha' ? { provider, challenge: this.#proofOfWork() } : { provider, site_key };
  }

  #proofOfWork() {
    const salt = randomUUID();
    const challenge = sha256(salt + randomInt(5000));
    return { algorithm: 'SHA-256', challenge, salt, signature: sha256(`key${challenge}`), maxnumber: 5000 };
  }

  #isSolution(token) {
    const { algorithm, challenge, number, salt, signature } = JSON.parse(Buffer.from(token, 'base64').toString());
    return algorithm === 'SHA-256' && challenge === sha256(salt + number) && signature === sha256(`key${challenge}`);
  }

  now() {
    return Date.now() + this.ahead;
  }

  #secondsUntil(time) {
    return Math.max(0, Math.ceil((time - this.now()) / 1000));
  }
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
