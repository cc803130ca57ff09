package dev.carillon.users.planted;

import dev.carillon.async.time.Clocks;

final class ChoosesClock {
  final Clocks clocks = Clocks.system();
}
