type Value = number | Buffer;

/** The fields of a message in the wire format of Protocol Buffers, by their numbers. */
export class ProtobufFields {
  constructor(private readonly fields: Map<number, Value[]>) {}

  has(field: number): boolean {
    return this.fields.has(field);
  }

  number(field: number): number {
    return Number(this.fields.get(field)?.[0] ?? 0);
  }

  text(field: number): string {
    return this.bytes(field).toString('utf8');
  }

  hex(field: number): string {
    return this.bytes(field).toString('hex');
  }

  messages(field: number): ProtobufFields[] {
    return (this.fields.get(field) ?? []).flatMap((value) => (Buffer.isBuffer(value) ? [fieldsOf(value)] : []));
  }

  private bytes(field: number): Buffer {
    const value = this.fields.get(field)?.[0];
    return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
  }
}

export function fieldsOf(message: Buffer): ProtobufFields {
  const fields = new Map<number, Value[]>();
  let offset = 0;
  const take = (length: number): Buffer => {
    offset += length;
    return message.subarray(offset - length, offset);
  };
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(offset);
      offset += 1;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  while (offset < message.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    fields.set(field, [...(fields.get(field) ?? []), valueOf(tag % 8, varint, take)]);
  }
  return new ProtobufFields(fields);
}

function valueOf(wireType: number, varint: () => number, take: (length: number) => Buffer): Value {
  switch (wireType) {
    case 0:
      return varint();
    case 1:
      return Number(take(8).readBigUInt64LE());
    case 2:
      return take(varint());
    case 5:
      return take(4).readUInt32LE();
    default:
      throw new Error(`The wire type ${wireType} is not known.`);
  }
}
