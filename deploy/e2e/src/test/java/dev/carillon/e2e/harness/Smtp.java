package dev.carillon.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a mail into the local inbox as any program could: byte for byte as it is given. */
public final class Smtp {
  private static final Pattern INBOX = Pattern.compile("smtp://127\\.0\\.0\\.1:(\\d+)");
  private static final int LIMIT_MILLIS = 60_000;

  private Smtp() {}

  /** Sends a message whose lines end as Java's do. */
  public static void send(Up up, String to, String message) {
    Matcher found = INBOX.matcher(up.process().output());
    assertThat(found.find()).isTrue();
    String dotted = message.replace("\n", "\r\n").replace("\r\n.", "\r\n..");
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(found.group(1)))) {
      socket.setSoTimeout(LIMIT_MILLIS);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      OutputStream out = socket.getOutputStream();
      expect(in, "220");
      say(out, in, "HELO test.example", "250");
      say(out, in, "MAIL FROM:<sender@test.example>", "250");
      say(out, in, "RCPT TO:<" + to + ">", "250");
      say(out, in, "DATA", "354");
      say(out, in, dotted + "\r\n.", "250");
      say(out, in, "QUIT", "221");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(OutputStream out, BufferedReader in, String line, String code)
      throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    expect(in, code);
  }

  private static void expect(BufferedReader in, String code) throws IOException {
    String line = in.readLine();
    while (line != null && line.startsWith(code + "-")) {
      line = in.readLine();
    }
    assertThat(line).startsWith(code);
  }
}
