import { ResultsDocument, type TypedDocumentString } from './gql/graphql.ts';

const { ADDRESS, KEY } = process.env;

async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(`${ADDRESS}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${KEY}`,
    },
    body: JSON.stringify({ query: document, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
  if (errors) throw new Error(errors[0]?.message);
  return data;
}

const { results } = await ask(ResultsDocument, { first: 3, orderBy: { by: 'NAME' } });
for (const { node } of results.edges) {
  console.log(node.period.year, node.subject.name, node.level ?? node.status);
}
