import { closeSocket, follow, openSocket } from './live.ts';

interface Request {
  readonly text: string;
}

/** The two functions that `Network.create(fetchQuery, subscribe)` of relay-runtime takes. */
export function connect({ address, token }: { address: string; token: string }) {
  const socket = openSocket({ address, token });
  const fetchQuery = async ({ text }: Request, variables: object) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'accept-language': 'en',
      },
      body: JSON.stringify({ query: text, variables }),
    });
    return response.json();
  };
  const subscribe = ({ text }: Request, variables: object) => ({
    subscribe: (sink: Parameters<typeof follow>[2]) => ({
      unsubscribe: follow(socket, { query: text, variables }, sink),
    }),
  });
  return { fetchQuery, subscribe, stop: () => closeSocket(socket) };
}
