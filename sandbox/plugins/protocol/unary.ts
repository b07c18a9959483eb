import type { ServerUnaryCall, handleUnaryCall } from "@grpc/grpc-js";
import { errorResponse } from "./answers";

/** Turns an asynchronous function of the request into a gRPC handler. */
export function unary<Request, Response>(
  answer: (request: Request) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call: ServerUnaryCall<Request, Response>, callback) => {
    answer(call.request).then(
      (response) => callback(null, response),
      (thrown: unknown) => callback(errorResponse(thrown)),
    );
  };
}
