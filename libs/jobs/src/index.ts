export { boardsRebuild, depths, embargoesDue, honoursDue, jobNames, noticesDue, type JobsDesk } from './desk';
export { privateAddress } from './webhook.address';
export { openCursorFile, type Cursors } from './webhook.cursors';
export { handleWebhooks, type WebhookOptions } from './webhook.deliver';
export { skipNext } from './webhook.next';
export { signatureOf, webhookJobs, type Subscription } from './webhook.plan';
export { webhooksOf, type WebhookSettings } from './webhook.settings';
