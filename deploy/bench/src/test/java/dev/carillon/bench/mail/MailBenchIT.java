package dev.carillon.bench.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The rows run on the schema as it is, and their ledgers balance; how fast is not asked here. */
class MailBenchIT {
  private static final int MISSED_A_GOAL = 2;

  @Test
  void someMailsGoThroughTheRowsAndAllOfThemAreThere() {
    int exit =
        new CommandLine(new MailBench())
            .execute(
                "--quick",
                "--only=drain,claims",
                "--mails=5000",
                "--many=5000",
                "--old-rows=10000");
    assertThat(exit).isIn(0, MISSED_A_GOAL);
  }
}
