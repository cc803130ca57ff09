package dev.carillon.launcher.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What {@code up} prints when everything runs: addresses, the key, commands to paste. */
record Banner(String base, String management, Path key, @Nullable String smtp) {
  String text() {
    String ws = base.replaceFirst("^http", "ws") + "/ws";
    return
"""

  Carillon is up.

    API          %1$s
    WebSocket    %2$s
    Management   %3$s/readyz  /livez  /metrics
    Key          %4$s
    Mail         %5$s

  Paste these:

    KEY=$(cat '%4$s')
    curl -sS -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
         -d '{"email":"ada@example.org","name":"Ada"}' %1$s/v1/users
    curl -sS -H "Authorization: Bearer $KEY" '%1$s/v1/users?active=true'
    curl -sS -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
         -d '{"to":{"email":"bob@example.org"},"subject":"Hello","text":"Hi Bob"}' %1$s/v1/emails
    curl -sS -H "Authorization: Bearer $KEY" %1$s/v1/ledger
%6$s
    npx wscat -c %2$s -H "Authorization: Bearer $KEY"

  Ctrl-C stops everything; the data stays.
"""
        .formatted(
            base,
            ws,
            management,
            key,
            smtp == null ? "to your SMTP server" : "kept in the local inbox (" + smtp + ")",
            smtp == null
                ? ""
                : "    curl -sS -H \"Authorization: Bearer $KEY\" " + base + "/v1/inbox");
  }
}
