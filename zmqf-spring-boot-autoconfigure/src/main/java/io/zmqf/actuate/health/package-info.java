/** Whether each node of an application can do its work, for Boot's health. */
@NullMarked
package io.zmqf.actuate.health;

import org.jspecify.annotations.NullMarked;
