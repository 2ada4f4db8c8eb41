// Follows the event stream with EventSource and appends each envelope to a file, one a line. Remembers how far it came in FILE.cursor, also when
// it is killed: an event is written before its cursor, so the last one may be written twice, with the same id.
//
//   PLATFORM_URL=http://127.0.0.1:8080 PLATFORM_KEY=pk_… node stream.mjs events.jsonl ['types=document.stored.v1&languages=en']
import { EventSource } from 'eventsource';
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const [file, filter = ''] = process.argv.slice(2);
const types = ['document.stored.v1', 'document.revised.v1', 'document.unpacked.v1', 'document.duplicate.v1', 'document.rejected.v1', 'document.failed.v1'];
const cursor = existsSync(`${file}.cursor`) ? readFileSync(`${file}.cursor`, 'utf8') : '';

// EventSource sends Last-Event-ID itself when it connects again; after= is for the first time.
const source = new EventSource(`${process.env.PLATFORM_URL}/v1/events/stream?after=${cursor}&${filter}`, {
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, Authorization: `Bearer ${process.env.PLATFORM_KEY}` } }),
});
for (const type of types) {
  source.addEventListener(type, (message) => {
    const event = JSON.parse(message.data); // CloudEvents: event.id, event.type, event.data
    appendFileSync(file, JSON.stringify(event) + '\n');
    writeFileSync(`${file}.cursor.new`, message.lastEventId);
    renameSync(`${file}.cursor.new`, `${file}.cursor`);
  });
}
source.addEventListener('error', (error) => {
  console.error(error.code ?? '', error.message ?? 'the stream was cut; connecting again');
  if (source.readyState === source.CLOSED) {
    process.exit(1); // refused for good: a wrong key (401), a cursor that is none (400) or gone (410)
  }
});
