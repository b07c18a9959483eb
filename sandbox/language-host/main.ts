import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { version } from "@pulumi/pulumi/version";
import { engineAddress, serve } from "../plugins/protocol/serve";
import { languageRuntime } from "./language-runtime";

// Its release is that of the SDK whose entry it starts.
void serve(LanguageRuntimeService, { ...languageRuntime(engineAddress() ?? "", version) });
