package dev.carillon.bench.chaos.trouble;

/** A process ends in order, as in a deployment: no copy has this excuse. */
final class Retire implements Trouble {
  @Override
  public String name() {
    return "retire";
  }

  @Override
  public void strike(Stage stage) {
    stage.fleet().retire(stage.random());
  }
}
