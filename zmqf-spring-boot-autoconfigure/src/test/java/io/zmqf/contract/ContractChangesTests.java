package io.zmqf.contract;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Which changes of a contract break callers. */
class ContractChangesTests {

	private static final String OBJECT = "{'type':'object','properties':{%s},'required':[%s]}";

	private static final String SAME = "{'type':'string'}";

	static Stream<Arguments> requests() {
		return Stream.of(arguments(object("'a':%s", ""), object("", ""), "request field 'a' was removed", true),
				arguments(object("", ""), object("'a':%s", "'a'"), "request field 'a' was added, and is required",
						true),
				arguments(object("", ""), object("'a':%s", ""), "request field 'a' was added", false),
				arguments(object("'a':%s", ""), object("'a':%s", "'a'"), "request field 'a' is now required", true),
				arguments(object("'a':%s", "'a'"), object("'a':%s", ""), "request field 'a' is no longer required",
						false),
				arguments("{'type':'number'}", "{'type':'integer'}", "request was number, and is integer", true),
				arguments("{'type':'integer'}", "{'type':'number'}", "request was integer, and is number", false),
				arguments("{'type':'number'}", SAME, "request was number, and is string", true),
				arguments("{}", SAME, "request was anything, and is string", true),
				arguments("{'type':'null'}", SAME, "request was null, and is string", true),
				arguments(SAME, "{'anyOf':[{'type':'string'},{'type':'null'}]}",
						"request has 2 types of data, and had 1", false),
				arguments("{'anyOf':[{'type':'string'},{'type':'null'}]}", SAME, "request no longer accepts null",
						true),
				arguments(variants(object("'a':%s", ""), object("'b':%s", "'b'")),
						variants(object("'a':%s", ""), "{'type':'null'}"),
						"request no longer accepts one type of object", true),
				arguments("{'type':'string','enum':['a','b']}", "{'type':'string','enum':['a']}",
						"request had the values [a, b], and has [a]", true),
				arguments("{'type':'string','enum':['a']}", "{'type':'string','enum':['a','b']}",
						"request had the values [a], and has [a, b]", false),
				arguments(SAME, "{'type':'string','format':'date'}", "request had no format, and has the format 'date'",
						true),
				arguments(SAME, "{'type':'string','minLength':1}", "request has the minLength 1", true),
				arguments("{'type':'integer','maximum':10}", "{'type':'integer','maximum':9}",
						"request has the maximum 9, and had 10", true),
				arguments("{'type':'integer','maximum':10}", "{'type':'integer','maximum':11}",
						"request has the maximum 11, and had 10", false),
				arguments("{'type':'integer','maximum':10}", "{'type':'integer'}", "request no longer has the maximum",
						false),
				arguments(SAME, "{'type':'string','pattern':'a'}", "request has the pattern 'a', and had ''", true),
				arguments("{'type':'array','items':" + object("'a':%s", "") + "}",
						"{'type':'array','items':" + object("", "") + "}", "request field '[].a' was removed", true),
				arguments("{'type':'object','additionalProperties':{'type':'number'}}",
						"{'type':'object','additionalProperties':{'type':'integer'}}",
						"request field '[*]' was number, and is integer", true),
				arguments("{'$ref':'#/components/schemas/Node'}", "{'$ref':'#/components/schemas/Renamed'}",
						"request field 'next.name' was removed", true));
	}

	static Stream<Arguments> replies() {
		return Stream.of(arguments(object("'a':%s", ""), object("", ""), "reply field 'a' was removed", true),
				arguments(object("", ""), object("'a':%s", "'a'"), "reply field 'a' was added", false),
				arguments(object("'a':%s", "'a'"), object("'a':%s", ""), "reply field 'a' is no longer required", true),
				arguments(object("'a':%s", ""), object("'a':%s", "'a'"), "reply field 'a' is now required", false),
				arguments("{'type':'integer'}", "{'type':'number'}", "reply was integer, and is number", true),
				arguments("{'type':'number'}", "{'type':'integer'}", "reply was number, and is integer", false),
				arguments(SAME, "{'type':'null'}", "reply was string, and is null", true),
				arguments(SAME, "{'anyOf':[{'type':'string'},{'type':'null'}]}", "reply may now be null", true),
				arguments(variants(object("'a':%s", "'a'"), "{'type':'null'}"),
						variants(object("", ""), "{'type':'null'}"), "reply may now be another type of object", true),
				arguments("{'type':'string','enum':['a']}", "{'type':'string','enum':['a','b']}",
						"reply had the values [a], and has [a, b]", true),
				arguments("{'type':'string','format':'date'}", SAME, "reply had the format 'date', and has no format",
						true));
	}

	private static String variants(String... schemas) {
		return "{'anyOf':[" + String.join(",", schemas) + "]}";
	}

	private static String object(String properties, String required) {
		return OBJECT.formatted(properties.formatted(SAME), required);
	}

	@ParameterizedTest
	@MethodSource("requests")
	void ofARequest(String before, String after, String description, boolean breaking) {
		assertThat(changes(document(before, SAME, "{}"), document(after, SAME, "{}")))
			.contains(new ContractChange("e", description, breaking))
			.allSatisfy((change) -> assertThat(change.breaking()).isEqualTo(breaking));
		assertThat(changes(document(before, SAME, "{}"), document(before, SAME, "{}"))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("replies")
	void ofAReply(String before, String after, String description, boolean breaking) {
		assertThat(changes(document(SAME, before, "{}"), document(SAME, after, "{}")))
			.contains(new ContractChange("e", description, breaking))
			.anySatisfy((change) -> assertThat(change.breaking()).isEqualTo(breaking));
	}

	@Test
	void ofEvents() {
		JsonNode none = json("{'channels':{}}");
		JsonNode one = document(SAME, SAME, "{}");
		assertThat(changes(one, none)).containsExactly(new ContractChange("e", "was removed", true));
		assertThat(changes(none, one)).containsExactly(new ContractChange("e", "was added", false));
	}

	@Test
	void ofHeaders() {
		assertThat(changes(withHeaders(""), withHeaders("'tenant'")))
			.containsExactly(new ContractChange("e", "header 'tenant' is now required", true));
		assertThat(changes(document(SAME, SAME, "{}"), withHeaders("'tenant'")))
			.containsExactly(new ContractChange("e", "header 'tenant' was added, and is required", true));
	}

	@Test
	void ofRolesAndIdempotence() {
		JsonNode open = document(SAME, SAME, "{'roles':[],'idempotent':true}");
		JsonNode clerks = document(SAME, SAME, "{'roles':['clerk'],'idempotent':true}");
		JsonNode bosses = document(SAME, SAME, "{'roles':['boss','clerk'],'idempotent':false}");
		assertThat(changes(open, clerks)).containsExactly(new ContractChange("e",
				"was allowed for all senders, and is now allowed for senders with the role clerk", true));
		assertThat(changes(clerks, bosses)).containsExactly(
				new ContractChange("e",
						"was allowed for senders with the role clerk, and is now allowed for senders "
								+ "with the role boss or clerk",
						false),
				new ContractChange("e", "is no longer idempotent", true));
		assertThat(changes(bosses, open)).noneMatch(ContractChange::breaking);
	}

	private static List<ContractChange> changes(JsonNode before, JsonNode after) {
		return ZmqContract.changes(before, after);
	}

	private static JsonNode withHeaders(String required) {
		return json("{'channels':{'e':{'messages':{'request':{'payload':{'type':'string'},'headers':{'type':'object',"
				+ "'properties':{'tenant':{'type':'string'}},'required':[" + required
				+ "]}},'reply':{'payload':{'type':'string'}}}}}}");
	}

	private static JsonNode document(String request, String reply, String extension) {
		return json("{'channels':{'e':{'messages':{'request':{'payload':" + request + "},'reply':{'payload':" + reply
				+ "}}}},'operations':{'e':{'x-zmqf':" + extension + "}},'components':{'schemas':{"
				+ "'Node':{'allOf':[{'type':'object'},{'properties':{'name':{'type':'string'},"
				+ "'next':{'$ref':'#/components/schemas/Node'}}}]},'Renamed':{'type':'object','properties':{"
				+ "'name':{'type':'string'},'next':{'$ref':'#/components/schemas/Shorter'}}},"
				+ "'Shorter':{'type':'object','properties':{'next':{'$ref':'#/components/schemas/Renamed'}}}}}}");
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text.replace('\'', '"'));
	}

}
