import { graphql } from 'relay-runtime';

export const record = graphql`
  query recordQuery($organizationId: ID!, $personId: ID!, $count: Int!) {
    ...record_results @arguments(count: $count)
    organization: node(id: $organizationId) {
      ...record_organization @arguments(count: $count) @alias
    }
    person: node(id: $personId) {
      ...record_person @arguments(last: $count) @alias
    }
  }
`;

export const results = graphql`
  fragment record_results on Query
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "recordResultsQuery") {
    results(first: $count, after: $cursor, orderBy: { by: NAME }) @connection(key: "record_results") {
      edges {
        node {
          id
          level
        }
      }
    }
  }
`;

export const organization = graphql`
  fragment record_organization on Organization
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "recordOrganizationQuery") {
    name
    results(first: $count, after: $cursor) @connection(key: "record_organization_results") {
      edges {
        node {
          id
          level
        }
      }
    }
  }
`;

// Both ways: exactly one of first and last has a value, the other stays null.
export const person = graphql`
  fragment record_person on Person
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  )
  @refetchable(queryName: "recordPersonQuery") {
    fullName
    results(first: $first, after: $after, last: $last, before: $before) @connection(key: "record_person_results") {
      edges {
        node {
          id
          level
        }
      }
    }
  }
`;

export const comment = graphql`
  mutation recordCommentMutation($input: AddCommentInput!) {
    addComment(input: $input) {
      ... on Accepted {
        cursor
      }
      ... on Refusal {
        refusal: code
        message
      }
    }
  }
`;

export const watch = graphql`
  subscription recordWatchSubscription($sessionId: ID!, $after: Cursor) {
    sessionWatch(sessionId: $sessionId, after: $after) {
      cursor
      session {
        status
        reviews {
          comments {
            body
          }
        }
      }
    }
  }
`;
