// What the realtime client consists of, seen from outside.
export { followBrowser } from './browser'
export { RealtimeClient } from './client'
export type { EventFrame, HelloFrame, TypingFrame } from './frames'
export type { RealtimeOptions } from './options'
export { SignInEnded } from './sign-in'
export type { AccessToken, Credential } from './sign-in'
export type { ConnectionListener, ConnectionStatus } from './status'
export type { TopicListener } from './topic'
