package dev.carillon.launcher.cli;

import dev.carillon.launcher.cli.api.ApiCall;
import dev.carillon.launcher.cli.api.ApiOptions;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon keys rotate-signing}. */
@Command(
    name = "rotate-signing",
    mixinStandardHelpOptions = true,
    description = {
      "Signs tokens of end users with a new key from now on.",
      "What the key before has signed stays good until it expires, or ends at once."
    })
final class RotateSigningCommand implements Callable<Integer> {
  @Option(
      names = "--revoke-old",
      description = "Ends within a second what the old keys have signed: if one was stolen.")
  private boolean revokeOld;

  @Mixin private final ApiOptions api;

  private final Terminal terminal;

  RotateSigningCommand(Terminal terminal) {
    this.terminal = terminal;
    this.api = new ApiOptions(terminal);
  }

  @Override
  public Integer call() throws Exception {
    JsonObject made =
        new ApiCall(api)
            .ask("POST", "/v1/signing-keys", new JsonObject().put("revokeOld", revokeOld));
    String until = made.getString("oldValidUntil");
    terminal.out().println("Tokens are signed with " + made.getString("kid"));
    if (until != null) {
      terminal.out().println("Those of the key before are good until " + until);
    }
    return 0;
  }
}
