import { createHash } from 'node:crypto';

/** The documents that clients send to history. Each server is asked for them by the hash of their text. */

const rows = `
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  edges {
    cursor
    node {
      id level status authority recordedAt
      period { kind year }
      organization { id name }
      session { id title heldOn }
      subject { kind name position person { id fullName } }
      tally { electorate base counted counts { choice count } }
    }
  }`;

/** @type {Record<string, string>} */
export const documents = {
  page: `query Page($first: Int, $after: String) { results(first: $first, after: $after) { totalCount ${rows} } }`,
  search: `query Search($search: String!, $first: Int) {
    results(first: $first, filter: { search: $search }) { totalCount ${rows} }
  }`,
  person: `query Person($id: ID!, $first: Int) {
    node(id: $id) {
      ... on Person {
        id fullName
        results(first: $first) {
          totalCount
          edges {
            node {
              id level status
              period { year }
              organization { id name }
              session { id title }
              decisions { level status decidedBy at }
            }
          }
        }
      }
    }
  }`,
  statistics: `query Statistics($by: [StatisticsKey!]!, $base: QuotaBase!) {
    statistics(by: $by, base: $base) { year level count excellent baseCount }
  }`,
};

/** @param {string} text */
export const hashOf = (text) => createHash('sha256').update(text).digest('hex');
