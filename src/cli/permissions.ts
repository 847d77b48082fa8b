/**
 * What a compiled `roles` may do. Its permissions are fixed when it is made, for all commands at once: what only one
 * of them needs is given back at the start of the others.
 *
 * @module
 */

/**
 * Gives up the network, and the token that is for it, unless a model is to be pulled.
 *
 * From source the permissions are what whoever runs it has said.
 *
 * @param args what stands after the name on the command line.
 */
export function giveUpNetwork(args: readonly string[]): void {
  if (!Deno.build.standalone) return;
  if (args[0] === "model" && args[1] === "pull") return;
  Deno.permissions.revokeSync({ name: "net" });
  Deno.permissions.revokeSync({ name: "env", variable: "HF_TOKEN" });
}
