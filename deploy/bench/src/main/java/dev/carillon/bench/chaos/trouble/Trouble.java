package dev.carillon.bench.chaos.trouble;

/** Something that goes wrong on purpose. */
interface Trouble {
  /** As the command line names it. */
  String name();

  /** Strikes; what takes longer goes on by itself and ends by {@link Stage#later}. */
  void strike(Stage stage) throws Exception;
}
