import { removeContainers } from "./container";

// A test that fails leaves no server to the next file.
afterAll(removeContainers);
