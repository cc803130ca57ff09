package dev.carillon.launcher.terminal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code up} prints once everything runs: addresses, the key file, example commands.
 *
 * @param ticket lets one browser into the console, once and soon
 * @param smtp the address of the local inbox, or null without one
 * @param debug whether the debug mode is on
 */
public record Banner(
    String base, String ticket, String management, Path key, @Nullable String smtp, boolean debug) {

  /** All of it. */
  public String text() {
    return addresses() + commands();
  }

  private String addresses() {
    return """

      Carillon is up.

        Console      %s/console#ticket=%s
                     (this link lets one browser in, within ten minutes; later with the key)
        API          %s
        WebSocket    %s
        Management   %s/readyz  /livez  /metrics
        Key          %s
        Mail         %s%s
    """
        .formatted(
            base,
            ticket,
            base,
            webSocket(),
            management,
            key,
            smtp == null ? "to your SMTP server" : "kept in the local inbox (" + smtp + ")",
            debug
                ? "\n    Debug        on: slow callbacks, unhandled failures, leaks at shutdown"
                : "");
  }

  private String commands() {
    return """

      Try these commands:

        KEY=$(cat '%1$s')
        curl -sSw '\\n' -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
             -d '{"email":"ada@example.org","name":"Ada"}' '%2$s/v1/users'
        curl -sSw '\\n' -H "Authorization: Bearer $KEY" '%2$s/v1/users?active=true'
        curl -sSw '\\n' -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
             -d '{"to":{"email":"bob@example.org"},"subject":"Hello","text":"Hi Bob"}' '%2$s/v1/emails'
        sleep 1
        curl -sSw '\\n' -H "Authorization: Bearer $KEY" '%2$s/v1/ledger'
    %3$s
        npx wscat -c '%4$s' -H "Authorization: Bearer $KEY"

      Ctrl-C stops everything; the data stays.
    """
        .formatted(key, base, inboxCommand(), webSocket());
  }

  private String inboxCommand() {
    return smtp == null
        ? "    curl -sSw '\\n' -H \"Authorization: Bearer $KEY\" '" + base + "/v1/emails'"
        : "    curl -sSw '\\n' -H \"Authorization: Bearer $KEY\" '" + base + "/v1/inbox'";
  }

  private String webSocket() {
    return base.replaceFirst("^http", "ws") + "/ws";
  }
}
