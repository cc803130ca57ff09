package dev.carillon.bench.chaos.trouble;

/** SIGSTOP: the process goes on after a while, as a zombie whose leases have run out. */
final class StandStill implements Trouble {
  @Override
  public String name() {
    return "stop";
  }

  @Override
  public void strike(Stage stage) {
    stage.later(stage.fleet().stop(stage.random()));
  }
}
