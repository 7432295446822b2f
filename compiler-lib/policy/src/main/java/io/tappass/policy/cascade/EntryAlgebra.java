package io.tappass.policy.cascade;

import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.NamePattern;
import io.tappass.policy.value.PathPattern;
import io.tappass.policy.value.PathPattern.Root;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How two entries of closed lists meet, and which of them covers the other, field by field; see
 * {@code docs/spec/settings.md}, "Closed lists".
 */
final class EntryAlgebra {
  private EntryAlgebra() {}

  /** The entry that means exactly what both mean, or nothing. */
  static Optional<ListEntry> meet(ListEntry one, ListEntry other) {
    return switch (one) {
      case HostPattern host ->
          other instanceof HostPattern with ? meetHosts(host, with) : Optional.empty();
      case PathPattern path -> smaller(path, other);
      case NamePattern name -> smaller(name, other);
    };
  }

  /** Whether {@code wide} means everything that {@code narrow} means. */
  static boolean covers(ListEntry wide, ListEntry narrow) {
    return switch (wide) {
      case HostPattern host ->
          narrow instanceof HostPattern in
              && hostCovers(host, in)
              && (host.port().isEmpty() || host.port().equals(in.port()));
      case PathPattern path -> narrow instanceof PathPattern in && pathCovers(path, in);
      case NamePattern name ->
          narrow instanceof NamePattern in
              && (name.isPrefix()
                  ? in.name().startsWith(name.name())
                  : !in.isPrefix() && in.name().equals(name.name()));
    };
  }

  /** Every meet of an entry of {@code one} with an entry of {@code other}, reduced. */
  static List<ListEntry> meet(Collection<ListEntry> one, Collection<ListEntry> other) {
    Set<ListEntry> met = new LinkedHashSet<>();
    for (ListEntry left : one) {
      for (ListEntry right : other) {
        meet(left, right).ifPresent(met::add);
      }
    }
    return reduce(met);
  }

  /** The entries that no other entry covers, each once, in their order. */
  static List<ListEntry> reduce(Collection<ListEntry> entries) {
    List<ListEntry> distinct = entries.stream().distinct().toList();
    List<ListEntry> kept = new ArrayList<>();
    for (ListEntry entry : distinct) {
      boolean isCovered =
          distinct.stream().anyMatch(other -> !other.equals(entry) && covers(other, entry));
      if (!isCovered) {
        kept.add(entry);
      }
    }
    return kept;
  }

  /** For entries that form a tree: they meet in the smaller of the two, or not at all. */
  private static Optional<ListEntry> smaller(ListEntry one, ListEntry other) {
    if (covers(one, other)) {
      return Optional.of(other);
    }
    return covers(other, one) ? Optional.of(one) : Optional.empty();
  }

  private static Optional<ListEntry> meetHosts(HostPattern one, HostPattern other) {
    boolean portsMeet =
        one.port().isEmpty() || other.port().isEmpty() || one.port().equals(other.port());
    if (!portsMeet) {
      return Optional.empty();
    }
    OptionalInt port = one.port().isPresent() ? one.port() : other.port();
    if (hostCovers(one, other)) {
      return Optional.of(new HostPattern(other.host(), other.isSuffix(), port));
    }
    return hostCovers(other, one)
        ? Optional.of(new HostPattern(one.host(), one.isSuffix(), port))
        : Optional.empty();
  }

  private static boolean hostCovers(HostPattern wide, HostPattern narrow) {
    if (!wide.isSuffix()) {
      return !narrow.isSuffix() && narrow.host().equals(wide.host());
    }
    // *.b means a.b and never b itself, so that *.b covers *.b but not b.
    return narrow.host().endsWith("." + wide.host())
        || (narrow.isSuffix() && narrow.host().equals(wide.host()));
  }

  private static boolean pathCovers(PathPattern wide, PathPattern narrow) {
    boolean isEverything =
        wide.isTree() && wide.root() == Root.FILESYSTEM && wide.path().equals("/");
    if (isEverything) {
      return true;
    }
    // Where ${home} and ${workspace} lie is known on the host only: paths of different roots are
    // taken to have nothing in common, which can only make a list smaller.
    if (wide.root() != narrow.root()) {
      return false;
    }
    if (wide.path().equals(narrow.path())) {
      return wide.isTree() || !narrow.isTree();
    }
    return wide.isTree() && narrow.path().startsWith(wide.path() + "/");
  }
}
