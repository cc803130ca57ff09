package dev.carillon.bench.chaos.trouble;

import dev.carillon.bench.chaos.postgres.Servers;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.chaos.witness.Wait;
import dev.carillon.bench.process.PostgresControl;

/**
 * A second server takes the lead. It lags behind for a moment, in which nothing may be confirmed;
 * then the first one dies, or stands still, and new connections are led to the second while that
 * takes no writes yet. One that stood still goes on when the second leads, and dies a moment later.
 */
final class Failover implements Trouble {
  private static final long LAG = 500;
  private boolean stands;

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    Servers servers = stage.servers();
    servers.follow();
    int away = stage.history().begin(Span.Kind.POSTGRES_AWAY, "");
    PostgresControl former = servers.leader();
    servers.signalFollower("STOP");
    Wait.millis(LAG);
    former.signal(stands ? "STOP" : "KILL");
    servers.signalFollower("CONT");
    int readOnly = stage.history().begin(Span.Kind.READ_ONLY, "");
    stage.fleet().leadTo(servers.followerPort());
    Wait.millis(stage.someTime() / 2);
    servers.promote();
    stage.history().end(readOnly);
    if (stands) {
      former.signal("CONT");
      Wait.millis(LAG);
      former.signal("KILL");
    }
    stage.history().end(away);
    stands = !stands;
  }
}
