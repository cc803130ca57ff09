package dev.carillon.bench.chaos.trouble;

import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.chaos.witness.Wait;
import java.util.List;

/** The server takes no writes for a while, as one that was demoted; its sessions end. */
final class ReadOnly implements Trouble {
  private static final String END_SESSIONS =
      "select pg_terminate_backend(pid) from pg_stat_activity where usename like '%_app'";

  @Override
  public String name() {
    return "read-only";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    int span = stage.history().begin(Span.Kind.READ_ONLY, "");
    stage.tables().run(switched("on"));
    Wait.millis(stage.someTime() / 2);
    stage.tables().run(switched("off"));
    stage.history().end(span);
  }

  private static List<String> switched(String value) {
    return List.of(
        "alter system set default_transaction_read_only = " + value,
        "select pg_reload_conf()",
        "select pg_sleep(0.1)",
        END_SESSIONS);
  }
}
