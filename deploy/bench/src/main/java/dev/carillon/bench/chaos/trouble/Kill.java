package dev.carillon.bench.chaos.trouble;

/** SIGKILL of one to three processes; others take their places. */
final class Kill implements Trouble {
  private static final int MOST = 3;

  @Override
  public String name() {
    return "kill";
  }

  @Override
  public void strike(Stage stage) {
    stage.fleet().kill(1 + stage.random().nextInt(MOST), stage.random());
  }
}
