package dev.carillon.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings("OrphanedFormatString") // parts of URLs
class MaskingTest {
  private static final String TEXT =
      String.join(" ", "p%40ss-one", "p@ss-one", "second-one,", "third:one.", "abc ä");

  @Test
  void noPasswordOfAUrlIsPrintedWhoeverWroteTheText() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err,
                Map.of(
                    "CARILLON_PG_URL", "postgresql://me:p%40ss-one@host/db",
                    "CARILLON_SMTP_URL", "smtp://a:second-one@a,smtp://b:third:one@b",
                    "CARILLON_MONGO_URL", "mongodb://me:abc@host/db"))
            .masked();
    terminal.out().println(TEXT);
    terminal.out().print("half a line");
    terminal.out().flush();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("*** *** ***, ***. abc ä\nhalf a line");
  }

  @Test
  void withoutSecretsNothingIsInTheWay() {
    Terminal terminal = new Terminal(System.out, System.err, Map.of()).masked();
    assertThat(terminal.out()).isSameAs(System.out);
  }
}
