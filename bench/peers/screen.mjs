/** The part of the public schema that a screen's frames touch, and frames of the size that the project sends. */

export const typeDefs = `
  scalar Cursor
  enum SessionStatus { PREPARED CONVENED ADJOURNED }
  type Attendance {
    summoned: Int! present: Int! excused: Int! absent: Int! quorumNeeded: Int! quorumMet: Boolean!
  }
  type Round { id: ID! electorate: Int! turnout: Int! }
  type Session { id: ID! status: SessionStatus! attendance: Attendance! openRound: Round revision: Int! cursor: Cursor! }
  type SessionFrame { cursor: Cursor! session: Session! }
  type Query { session(id: ID!): Session }
  type Subscription { sessionWatch(sessionId: ID!, after: Cursor): SessionFrame! }
`;

/** A frame as the project sent it, passed on by the measuring process. */
const template = JSON.parse(process.env.FRAME ?? '{}');
const present = template.session?.attendance?.present ?? 0;
let revision = template.session?.revision ?? 0;

/** The view after the next change, one delegate gone or back: what a resolver would read. */
export const nextFrame = () => {
  revision += 1;
  const attendance = { ...template.session.attendance, present: present - (revision % 2) };
  return { ...template, session: { ...template.session, revision, attendance } };
};
