// Loaded into Prisma Studio: its page reports every start to checkpoint.prisma.io. With this header the browser lets it
// call its own server only.
import { subscribe } from 'node:diagnostics_channel';

subscribe('http.server.request.start', ({ response }) => {
  response.setHeader('Content-Security-Policy', "connect-src 'self'");
});
