/** Symbols and build ids of ELF images, mapped or on disk. May import {@code machine}. */
@NullMarked
package io.wubdiag.collect.elf;

import org.jspecify.annotations.NullMarked;
