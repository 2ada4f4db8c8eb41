// Reads events over AMQP from a durable queue of its own and appends each envelope to a file, one a line. Acknowledges what is written:
// killed at any moment it loses nothing, and what comes twice has the same id.
//
//   PLATFORM_BROKER=amqp://… node amqp.mjs QUEUE events.jsonl [ROUTING-KEY]
import amqp from 'amqplib';
import { appendFileSync } from 'node:fs';

const [queue, file, routingKey = 'document.#'] = process.argv.slice(2);

async function readUntilClosed() {
  const connection = await amqp.connect(process.env.PLATFORM_BROKER);
  const closed = new Promise((resolve) => connection.once('close', resolve));
  connection.on('error', (error) => console.error(error.message)); // 'close' follows
  const channel = await connection.createChannel();
  await channel.assertExchange('platform.events', 'topic', { durable: true });
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.bindQueue(queue, 'platform.events', routingKey);
  await channel.prefetch(64);
  await channel.consume(queue, (message) => {
    if (message === null) {
      connection.close(); // the queue was deleted
      return;
    }
    const event = JSON.parse(message.content.toString('utf8')); // CloudEvents: event.id, event.type, event.data
    appendFileSync(file, JSON.stringify(event) + '\n');
    channel.ack(message);
  });
  console.log('reading');
  await closed;
}

for (;;) {
  try {
    await readUntilClosed();
  } catch (error) {
    console.error(error.message);
  }
  await new Promise((resolve) => setTimeout(resolve, 1000)); // the broker is away
}
