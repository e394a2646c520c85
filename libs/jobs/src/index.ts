export { privateAddress } from './webhook.address';
export { openCursorFile, type Cursors } from './webhook.cursors';
export { handleWebhooks, skipNext, webhookJobs, type WebhookOptions } from './webhook.deliver';
export { signatureOf, type Subscription } from './webhook.plan';
