import { Client } from 'undici';

/** One HTTP connection, which makes one request at a time. */
export class Connection {
  constructor(url) {
    this.client = new Client(url, { pipelining: 1 });
  }

  /** The status, and the body of a JSON answer. */
  send(method, path, body, headers) {
    return new Promise((resolve, reject) => {
      let status;
      let headersOfAnswer;
      const chunks = [];
      this.client.dispatch(
        {
          method,
          path,
          headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
          body: body && JSON.stringify(body),
        },
        {
          onRequestStart: () => undefined,
          onResponseStart(_controller, code, answered) {
            status = code;
            headersOfAnswer = answered;
          },
          onResponseData: (_controller, chunk) => void chunks.push(chunk),
          onResponseEnd() {
            const text = chunks.join('');
            const isJson = text !== '' && String(headersOfAnswer['content-type']).includes('json');
            resolve({ status, headers: headersOfAnswer, body: isJson ? JSON.parse(text) : {} });
          },
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  }

  close() {
    return this.client.destroy();
  }
}
