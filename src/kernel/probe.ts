/** What whoever runs the server asks of it, and a balancer before it. */
import type { FastifyInstance } from 'fastify'
import { Counter, Histogram, Registry, collectDefaultMetrics, Gauge } from 'prom-client'
import { Refused } from './error.ts'
import type { Serving } from './serve.ts'
import { nobody, transact, waiting } from './tx.ts'

/** Whether the process lives, has started and can answer. */
export function probe(app: FastifyInstance, serving: Serving): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  // Whoever is answered while the server closes must not keep its connection, and with it the server.
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  const ready = async () => !closing && (serving.isReady?.() ?? true) && (await answersWithin(2000))
  app.get('/livez', async () => ({ live: true }))
  app.get('/startupz', async (_request, reply) => reply.code(serving.isReady?.() === false ? 503 : 200).send({ started: serving.isReady?.() ?? true }))
  app.get('/readyz', async (_request, reply) => {
    const isReady = await ready()
    return reply.code(isReady ? 200 : 503).send({ ready: isReady })
  })
}

async function answersWithin(waitMs: number): Promise<boolean> {
  const asking = transact(nobody, (tx) => tx`select 1`).then(
    () => true,
    () => false,
  )
  return Promise.race([asking, new Promise<boolean>((resolve) => setTimeout(resolve, waitMs, false).unref())])
}

/** How long answers take and how many are refusals, by route; told to this machine alone. */
export function measure(app: FastifyInstance, serving: Serving): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({ name: 'yilan_request_seconds', help: 'time to answer', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5], registers: [registry] })
  const refusals = new Counter({ name: 'yilan_refusals_total', help: 'answers of 400 and above', labelNames: ['route', 'status'], registers: [registry] })
  new Gauge({ name: 'yilan_waiting_requests', help: 'requests waiting for a connection', registers: [registry], collect() { this.set(waiting()) } })
  app.addHook('onResponse', async (request, reply) => {
    const labels = { route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) }
    seconds.observe({ method: request.method, ...labels }, reply.elapsedTime / 1000)
    if (reply.statusCode >= 400) refusals.inc(labels)
    serving.log?.debug({ request: request.id, method: request.method, ...labels, ms: Math.round(reply.elapsedTime) }, 'answered')
  })
  app.get('/metrics', async (request, reply) => {
    if (!['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '')) throw new Refused('not-found')
    return reply.type('text/plain; version=0.0.4').send(await registry.metrics())
  })
}
