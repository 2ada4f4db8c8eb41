// Receives webhooks, verifies their signatures after Standard Webhooks 1.0.0, and appends each envelope to a file, one a line. Needs no packages.
// An event that is written is answered with 204; anything else makes the Gateway send it again, so nothing is lost when this is killed.
//
//   PLATFORM_SECRET=whsec_… node webhook.mjs PORT events.jsonl
import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, file] = process.argv.slice(2);
const key = Buffer.from(process.env.PLATFORM_SECRET.slice('whsec_'.length), 'base64');
const toleranceSeconds = 5 * 60;

function isGenuine(headers, body) {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!/^[0-9]+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > toleranceSeconds) {
    return false; // an old request that somebody plays back
  }
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  // While a key is being rotated there is one signature for each key.
  return (headers['webhook-signature'] ?? '').split(' ').some((signature) => {
    const [version, value = ''] = signature.split(',');
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

createServer((request, response) => {
  const chunks = [];
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
    if (length > 65536) {
      request.destroy(); // no envelope is longer
    } else {
      chunks.push(chunk);
    }
  });
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (request.method !== 'POST' || !isGenuine(request.headers, body)) {
      response.writeHead(401).end();
      return;
    }
    const event = JSON.parse(body.toString('utf8')); // CloudEvents: event.id, event.type, event.data
    appendFileSync(file, JSON.stringify(event) + '\n');
    response.writeHead(204).end();
  });
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
