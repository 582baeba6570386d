/** What is used of a package without types of its own. */
declare module 'fs-native-extensions' {
  const library: {
    /** An open file description's lock (on macOS flock) on `length` bytes; false where another has it. */
    tryLock(descriptor: number, offset: number, length: number): boolean;
  };
  export default library;
}
