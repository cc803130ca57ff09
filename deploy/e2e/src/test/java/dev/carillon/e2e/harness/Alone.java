package dev.carillon.e2e.harness;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A class of tests that starts so many processes that two of the kind would slow one another down
 * to beyond the time-outs that they test. Tests run in several processes: one of the kind runs at a
 * time in all of them, beside others.
 */
public final class Alone implements BeforeAllCallback, AfterAllCallback {
  private static final Path LOCK = Path.of("target", "alone.lock");

  private FileLock lock;

  @Override
  public void beforeAll(ExtensionContext tests) throws IOException {
    FileChannel file = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    lock = file.lock();
  }

  @Override
  public void afterAll(ExtensionContext tests) throws IOException {
    lock.acquiredBy().close();
  }
}
