package dev.carillon.users.domain.planted;

import dev.carillon.bus.Call;

final class KnowsBus {
  Call call;
}
