/** The part of the public schema that a screen's frames use, and frames as large as those of the project. */

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

/** A frame that the project sent. The measuring process passes it on. */
const template = JSON.parse(process.env.FRAME ?? '{}');
const present = template.session?.attendance?.present ?? 0;
let revision = template.session?.revision ?? 0;

/** Returns the view after the next change, in which one delegate leaves or comes back, as a resolver would read it. */
export const nextFrame = () => {
  revision += 1;
  const attendance = { ...template.session.attendance, present: present - (revision % 2) };
  return { ...template, session: { ...template.session, revision, attendance } };
};
