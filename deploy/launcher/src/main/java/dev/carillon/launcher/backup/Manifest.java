package dev.carillon.launcher.backup;

import dev.carillon.store.pg.backup.BackedUpSchema;
import java.util.List;

/**
 * What a backup says of itself; the last entry of its file.
 *
 * @param format of the file: {@value #FORMAT}
 * @param at the moment of whose state it is, by the clock of the users' database
 * @param schemas of the users and of the notifier
 * @param profiles how many documents
 */
record Manifest(int format, String at, List<BackedUpSchema> schemas, long profiles) {
  static final int FORMAT = 1;

  Manifest {
    schemas = List.copyOf(schemas);
  }

  BackedUpSchema schema(String name) {
    return schemas.stream().filter(one -> one.schema().equals(name)).findFirst().orElseThrow();
  }
}
