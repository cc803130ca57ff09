package dev.carillon.contract;

import dev.carillon.bench.process.PreviousVersion;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The contracts of the version before, in a class loader that knows nothing of the present one. */
final class VersionBefore implements AutoCloseable {
  private final URLClassLoader loader;
  private final Path contracts;

  private VersionBefore(URLClassLoader loader, Path contracts) {
    this.loader = loader;
    this.contracts = contracts;
  }

  static VersionBefore in(Path kept) throws IOException {
    List<URL> jars = new ArrayList<>();
    for (String jar : PreviousVersion.classPath(kept).split(File.pathSeparator, -1)) {
      jars.add(Path.of(jar).toUri().toURL());
    }
    try (Stream<Path> ours = Files.list(kept)) {
      Path contracts =
          ours.filter(jar -> jar.getFileName().toString().startsWith("carillon-contracts-"))
              .findFirst()
              .orElseThrow();
      return new VersionBefore(
          new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()),
          contracts);
    }
  }

  boolean has(String name) {
    try {
      loader.loadClass(name);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** The names of all classes of the contracts. */
  List<String> contractClasses() throws IOException {
    try (JarFile jar = new JarFile(contracts.toFile())) {
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith("dev/carillon/contract/") && name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .filter(name -> !name.endsWith("package-info"))
          .toList();
    }
  }

  /** None of what was no record. */
  RecordComponent[] componentsOf(String name) throws ClassNotFoundException {
    Class<?> type = loader.loadClass(name);
    return type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
  }

  /** Of all contracts and topics. */
  Set<String> addresses() throws Exception {
    return types().keySet();
  }

  /** By the address of each contract and topic, what goes there and what comes back. */
  Map<String, String> types() throws Exception {
    Map<String, String> types = new TreeMap<>();
    for (String name : contractClasses()) {
      for (Field field : loader.loadClass(name).getFields()) {
        String type = field.getType().getName();
        if (type.equals("dev.carillon.bus.Contract")) {
          Object contract = field.get(null);
          types.put(
              told(contract, "address"),
              told(contract, "request") + " " + told(contract, "response"));
        } else if (type.equals("dev.carillon.bus.Topic")) {
          Object topic = field.get(null);
          types.put(told(topic, "address"), told(topic, "event"));
        }
      }
    }
    return types;
  }

  private static String told(Object constant, String what) throws Exception {
    return constant.getClass().getMethod(what).invoke(constant).toString();
  }

  /**
   * What it makes of a message, as it would send it on.
   *
   * @param type as {@code JsonType} writes it: a class, or a class of one argument
   */
  byte[] readAndWrite(byte[] json, String type) throws Exception {
    Class<?> reader = loader.loadClass("dev.carillon.json.Json");
    Class<?> types = loader.loadClass("dev.carillon.json.JsonType");
    String[] parts = type.replace(">", "").split("<", -1);
    Object wanted =
        parts.length == 1
            ? types.getMethod("of", Class.class).invoke(null, loader.loadClass(parts[0]))
            : types
                .getMethod("of", Class.class, Class.class)
                .invoke(null, loader.loadClass(parts[0]), loader.loadClass(parts[1]));
    try {
      Object read =
          reader.getMethod("readTolerantly", byte[].class, types).invoke(null, json, wanted);
      return (byte[]) reader.getMethod("bytes", Object.class).invoke(null, read);
    } catch (InvocationTargetException e) {
      throw new AssertionError(
          "the version before cannot read "
              + type
              + ": "
              + new String(json, StandardCharsets.UTF_8),
          e.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
