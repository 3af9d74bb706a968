/** Tests of declared clients. */
@NullMarked
package io.zmqf.service;

import org.jspecify.annotations.NullMarked;
