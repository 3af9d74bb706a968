"use strict";
// A form of a JSON Schema. Each field has an element, reads its part of the data, undefined for none, and writes it or
// throws a Misfit. Data that the form does not know is kept. What a schema says is only ever set as text.
const DEEPEST = 10;

class Misfit extends Error { }

/** Numbers that JavaScript would round are kept as they are written, where the browser can. */
function parse(json) {
	return JSON.parse(json, (key, value, context) => typeof value === "number" && context?.source && JSON.rawJSON && String(value) !== context.source ? JSON.rawJSON(context.source) : value);
}

function isNumber(value) {
	return typeof value === "number" || Boolean(JSON.isRawJSON?.(value));
}

function isObject(value) {
	return value !== null && typeof value === "object" && !Array.isArray(value) && !isNumber(value);
}

/** What a schema means for a form: references are followed, null is one more possibility, and other choices are free. */
function resolved(schema, all, depth = 0) {
	if (!isObject(schema) || depth > DEEPEST) {
		return {};
	}
	const { $ref, allOf = [], anyOf, oneOf, ...own } = schema;
	const either = anyOf ?? oneOf ?? [], some = either.filter((one) => one.type !== "null");
	const parts = [...($ref ? [pointed($ref, all)] : []), ...allOf, ...(some.length === 1 ? some : [])];
	const result = parts.reduce((sum, part) => merged(sum, resolved(part, all, depth + 1)), own);
	const types = [result.type ?? []].flat(), known = types.filter((type) => type !== "null");
	result.free ||= some.length > 1 || known.length > 1;
	result.nullable ||= some.length < either.length || known.length > 0 && known.length < types.length;
	const type = known[0] ?? (types.length ? "null" : result.properties && "object");
	return type ? { ...result, type } : result;
}

function merged(a, b) {
	return { ...b, ...a, properties: a.properties && b.properties ? { ...b.properties, ...a.properties } : a.properties ?? b.properties,
		required: [...(a.required ?? []), ...(b.required ?? [])] };
}

function pointed(reference, all) {
	return reference.split("/").slice(1).map((part) => decodeURIComponent(part).replace(/~1/g, "/").replace(/~0/g, "~"))
		.reduce((node, part) => isObject(node) && Object.hasOwn(node, part) ? node[part] : undefined, all);
}

/** A place has a name, says whether its data is required, and has the document that references point into. */
function field(schema, place) {
	const own = resolved(schema, place.all);
	const here = { ...place, required: place.required && !own.nullable, depth: (place.depth ?? 0) + 1 };
	const build = here.depth > DEEPEST || own.free ? raw : builder(own);
	return build === group && !here.required ? optional(own, here) : build(own, here);
}

function builder(own) {
	if (own.enum || Object.hasOwn(own, "const")) {
		return choice;
	}
	const entries = own.properties ? group : own.additionalProperties ? many : raw;
	return { boolean: yesOrNo, integer: numeric, number: numeric, string: textual, array: many, object: entries, null: nothing }[own.type] ?? raw;
}

function hint(own, place) {
	const least = own.minimum ?? own.exclusiveMinimum, most = own.maximum ?? own.exclusiveMaximum;
	const bounds = least !== undefined && most !== undefined ? least + " to " + most : least !== undefined ? "from " + least : most !== undefined ? "up to " + most : "";
	const form = own.format ?? { integer: "integer", number: "number" }[own.type];
	return [form, bounds, own.maxLength ? "up to " + plural(own.maxLength, "character") : "", place.required ? "" : "optional", own.description].filter(Boolean).join(", ");
}

let controls = 0;

function labelled(control, own, place) {
	const label = make("label", "", place.name), about = hint(own, place);
	control.id = label.htmlFor = "field-" + ++controls;
	const element = make("div", "fields", label, control);
	if (about) {
		const small = make("small", "muted", about);
		small.id = control.id + "-hint";
		control.setAttribute("aria-describedby", small.id);
		label.after(small);
	}
	return element;
}

function button(label, action) {
	const element = make("button", "small", label);
	element.type = "button";
	element.addEventListener("click", action);
	return element;
}

function changed(element) {
	element.dispatchEvent(new Event("input", { bubbles: true }));
}

function focusFirst(element) {
	element.querySelector("input, select, textarea, button")?.focus();
}

function nothing(own, place) {
	return { element: make("p", "muted", place.name + ": none"), read: () => undefined, write(value) {
		if (value !== undefined && value !== null) {
			throw new Misfit(place.name + " must be empty.");
		}
	} };
}

function choice(own, place) {
	const values = own.enum ?? [own.const], select = make("select");
	select.append(new Option("–", ""), ...values.map((value, i) => new Option(typeof value === "string" ? value : JSON.stringify(value), i)));
	select.required = place.required;
	return { element: labelled(select, own, place), read: () => select.value ? values[select.value] : undefined, write(value) {
		const i = values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value));
		if (i < 0 && value !== undefined && value !== null) {
			throw new Misfit(place.name + " does not allow " + JSON.stringify(value) + ".");
		}
		select.value = i < 0 ? "" : i;
	} };
}

function yesOrNo(own, place) {
	if (!place.required) {
		return choice({ ...own, enum: [true, false] }, place);
	}
	const box = make("input");
	box.type = "checkbox";
	return { element: labelled(box, own, place), read: () => box.checked, write(value) {
		if (value !== undefined && typeof value !== "boolean") {
			throw new Misfit(place.name + " must be true or false.");
		}
		box.checked = Boolean(value);
	} };
}

function numeric(own, place) {
	const input = make("input"), whole = own.type === "integer";
	const excluded = whole ? [] : [own.exclusiveMinimum, own.exclusiveMaximum];
	input.type = "number";
	input.step = own.multipleOf ?? (whole ? 1 : "any");
	input.min = own.minimum ?? (whole && own.exclusiveMinimum !== undefined ? own.exclusiveMinimum + 1 : own.exclusiveMinimum) ?? "";
	input.max = own.maximum ?? (whole && own.exclusiveMaximum !== undefined ? own.exclusiveMaximum - 1 : own.exclusiveMaximum) ?? "";
	input.required = place.required;
	input.addEventListener("input", () => input.setCustomValidity(input.value && excluded.includes(Number(input.value)) ? "The minimum and the maximum are excluded" : ""));
	const read = () => {
		try {
			return parse(input.value);
		} catch {
			return input.value ? Number(input.value) : undefined; // as 01 is in HTML, and not in JSON
		}
	};
	return { element: labelled(input, own, place), read, write(value) {
		if (value !== undefined && value !== null && !isNumber(value)) {
			throw new Misfit(place.name + " is not a number.");
		}
		input.value = value === undefined || value === null ? "" : JSON.stringify(value);
	} };
}

function textual(own, place) {
	const input = make("input");
	input.type = { date: "date", email: "email" }[own.format] ?? "text";
	input.autocomplete = "off";
	input.spellcheck = false;
	input.required = place.required && Boolean(own.minLength || own.format || own.pattern);
	const limits = { minlength: own.minLength, maxlength: own.maxLength, pattern: forBrowsers(own.pattern) };
	Object.entries(limits).filter(([, limit]) => limit !== undefined).forEach(([name, limit]) => input.setAttribute(name, limit));
	const empty = place.required && !input.required ? "" : undefined;
	return { element: labelled(input, own, place), read: () => input.value || empty, write(value) {
		if (value !== undefined && value !== null && typeof value !== "string") {
			throw new Misfit(place.name + " is not a string.");
		}
		input.value = value ?? "";
	} };
}

/** An expression of Java's, if browsers can use it. */
function forBrowsers(pattern) {
	try {
		return pattern && new RegExp(pattern, "v") ? pattern : undefined;
	} catch {
		return undefined;
	}
}

/** Data that no other field can show, as JSON. */
function raw(own, place) {
	const area = make("textarea");
	area.rows = 2;
	area.spellcheck = false;
	area.required = place.required && own.type !== undefined;
	const read = () => {
		try {
			return area.value.trim() ? parse(area.value) : undefined;
		} catch {
			return undefined;
		}
	};
	area.addEventListener("input", () => area.setCustomValidity(area.value.trim() && read() === undefined ? "The text is not valid JSON" : ""));
	return { element: labelled(area, { ...own, format: "JSON" }, place), read, write: (value) => { area.value = value === undefined ? "" : JSON.stringify(value); } };
}

function group(own, place) {
	const fields = new Map(Object.entries(own.properties).map(([name, schema]) => [name, field(schema, { ...place, name, required: (own.required ?? []).includes(name) })]));
	let unknown = [];
	const element = make("fieldset", "", make("legend", "", place.name), ...[...fields.values()].map((one) => one.element));
	const read = () => Object.fromEntries([...[...fields].map(([name, one]) => [name, one.read()]), ...unknown].filter(([, value]) => value !== undefined));
	return { element, read, write(value = {}) {
		if (!isObject(value)) {
			throw new Misfit(place.name + " is not an object.");
		}
		fields.forEach((one, name) => one.write(Object.hasOwn(value, name) ? value[name] : undefined));
		unknown = Object.entries(value).filter(([name]) => !fields.has(name));
	} };
}

/** An object that may be missing. */
function optional(own, place) {
	const add = button("Add " + place.name, () => {
		show(true);
		focusFirst(inner.element);
		changed(element);
	});
	const remove = button("Remove", () => {
		show(false);
		add.focus();
		changed(element);
	});
	remove.setAttribute("aria-label", "Remove " + place.name);
	const element = make("div", "optional", add);
	let inner = null;
	function show(present) {
		if (present !== Boolean(inner)) {
			inner = present ? group(own, place) : null;
			inner?.element.append(remove);
			element.replaceChildren(inner?.element ?? add);
		}
	}
	return { element, read: () => inner?.read(), write(value) {
		show(value !== undefined && value !== null);
		inner?.write(value);
	} };
}

/** The items of an array, or with a name for each the entries of a map. */
function many(own, place) {
	const named = own.type === "object", noun = named ? "entry" : "item";
	let rows = [], present = place.required;
	const list = make("div", "items"), add = button("Add " + noun, () => {
		const row = append();
		focusFirst(row.element);
		changed(list);
	});
	add.setAttribute("aria-label", "Add " + noun + " to " + place.name);
	function append() {
		const value = field(named ? own.additionalProperties : own.items, { ...place, name: named ? "Value" : "Item", required: true });
		const name = named ? textual({ minLength: 1 }, { ...place, name: "Name", required: true }) : null;
		const remove = button("Remove", () => {
			clear(row);
			add.focus();
			changed(list);
		});
		const row = { name, value, element: make("div", "item", ...(name ? [name.element] : []), value.element, remove) };
		attribute(row.element, "role", "group");
		rows.push(row);
		list.append(row.element);
		renumber();
		present = true;
		return row;
	}
	function clear(...gone) {
		gone.forEach((row) => row.element.remove());
		rows = rows.filter((row) => !gone.includes(row));
		renumber();
		present = place.required || rows.length > 0;
	}
	function renumber() {
		rows.forEach((row, i) => {
			attribute(row.element, "aria-label", place.name + " " + (i + 1));
			attribute(row.element.lastChild, "aria-label", "Remove " + place.name + " " + (i + 1));
		});
	}
	const read = () => !present ? undefined : named ? Object.fromEntries(rows.map((row) => [row.name.read() ?? "", row.value.read() ?? null])) : rows.map((row) => row.value.read() ?? null);
	const result = { element: make("fieldset", "", make("legend", "", place.name), list, add), read, write(value) {
		if (value !== undefined && value !== null && !(named ? isObject(value) : Array.isArray(value))) {
			throw new Misfit(place.name + (named ? " is not an object." : " is not an array."));
		}
		clear(...rows);
		for (const [name, one] of Object.entries(value ?? {})) {
			const row = append();
			row.name?.write(name);
			row.value.write(one);
		}
		present ||= value !== undefined && value !== null;
	} };
	for (let i = 0; place.required && i < Math.min((named ? own.minProperties : own.minItems) ?? 0, 3); i++) {
		append();
	}
	return result;
}
