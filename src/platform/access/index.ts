/** What other rooms and the app may ask of access. */
export { closeSignOn, openSignOn } from './auth.ts'
export { firstAdministrators, openSignIn, type Credential } from './credential.ts'
export { become, enter, gate, personNamed, sessionCookie } from './session.ts'
