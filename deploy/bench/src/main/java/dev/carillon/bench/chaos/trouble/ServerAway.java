package dev.carillon.bench.chaos.trouble;

import dev.carillon.bench.chaos.smtp.HostileServer;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.chaos.witness.Wait;

/** One of the SMTP servers is away, with all its links; the other goes on. */
final class ServerAway implements Trouble {
  @Override
  public String name() {
    return "server-away";
  }

  @Override
  public void strike(Stage stage) {
    HostileServer server = stage.server();
    int span = stage.history().begin(Span.Kind.SERVER_AWAY, "");
    server.goAway();
    Wait.millis(stage.someTime() / 2);
    server.comeBack();
    stage.history().end(span);
  }
}
