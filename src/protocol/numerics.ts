// The table of numerics: code, name and closing text of each, from Modern IRC unless another source is named.
// `parameters` says how many stand between the client's nick and the closing text; a test checks the callers.

export interface Numeric {
  readonly code: string;
  readonly name: string;
  /** How many parameters stand between the client's nick and the closing text. */
  readonly parameters: number;
  /** The closing text; FREE where the last parameter is free text; undefined where all parameters are words. */
  readonly text?: string;
}

/** The last parameter given is free text and is written with a colon. */
export const FREE = ":";

function numeric(code: string, name: string, parameters: number, text?: string): Numeric {
  return text === undefined ? { code, name, parameters } : { code, name, parameters, text };
}

export const RPL_WELCOME = numeric("001", "RPL_WELCOME", 1, FREE);
export const RPL_YOURHOST = numeric("002", "RPL_YOURHOST", 1, FREE);
export const RPL_CREATED = numeric("003", "RPL_CREATED", 1, FREE);
export const RPL_MYINFO = numeric("004", "RPL_MYINFO", 5);
export const RPL_ISUPPORT = numeric("005", "RPL_ISUPPORT", 13, "are supported by this server");
export const RPL_UMODEIS = numeric("221", "RPL_UMODEIS", 1);
export const RPL_STATSUPTIME = numeric("242", "RPL_STATSUPTIME", 1, FREE);
export const RPL_STATSDEBUG = numeric("249", "RPL_STATSDEBUG", 2, FREE);
export const RPL_ENDOFSTATS = numeric("219", "RPL_ENDOFSTATS", 1, "End of STATS report");
export const RPL_LUSERCLIENT = numeric("251", "RPL_LUSERCLIENT", 1, FREE);
export const RPL_LUSEROP = numeric("252", "RPL_LUSEROP", 1, "operator(s) online");
export const RPL_LUSERUNKNOWN = numeric("253", "RPL_LUSERUNKNOWN", 1, "unknown connection(s)");
export const RPL_LUSERCHANNELS = numeric("254", "RPL_LUSERCHANNELS", 1, "channels formed");
export const RPL_LUSERME = numeric("255", "RPL_LUSERME", 1, FREE);
export const RPL_LOCALUSERS = numeric("265", "RPL_LOCALUSERS", 3, FREE);
export const RPL_GLOBALUSERS = numeric("266", "RPL_GLOBALUSERS", 3, FREE);
export const RPL_AWAY = numeric("301", "RPL_AWAY", 2, FREE);
export const RPL_UNAWAY = numeric("305", "RPL_UNAWAY", 0, "You are no longer marked as being away");
export const RPL_NOWAWAY = numeric("306", "RPL_NOWAWAY", 0, "You have been marked as being away");
export const RPL_WHOISUSER = numeric("311", "RPL_WHOISUSER", 5, FREE);
export const RPL_WHOISSERVER = numeric("312", "RPL_WHOISSERVER", 3, FREE);
export const RPL_WHOISOPERATOR = numeric("313", "RPL_WHOISOPERATOR", 1, "is an IRC operator");
export const RPL_WHOWASUSER = numeric("314", "RPL_WHOWASUSER", 5, FREE);
export const RPL_ENDOFWHO = numeric("315", "RPL_ENDOFWHO", 1, "End of WHO list");
export const RPL_WHOISIDLE = numeric("317", "RPL_WHOISIDLE", 3, "seconds idle, signon time");
export const RPL_ENDOFWHOIS = numeric("318", "RPL_ENDOFWHOIS", 1, "End of /WHOIS list");
export const RPL_WHOISCHANNELS = numeric("319", "RPL_WHOISCHANNELS", 2, FREE);
export const RPL_LISTSTART = numeric("321", "RPL_LISTSTART", 1, "Users  Name");
export const RPL_LIST = numeric("322", "RPL_LIST", 3, FREE);
export const RPL_LISTEND = numeric("323", "RPL_LISTEND", 0, "End of LIST");
export const RPL_CHANNELMODEIS = numeric("324", "RPL_CHANNELMODEIS", 2);
export const RPL_CREATIONTIME = numeric("329", "RPL_CREATIONTIME", 2);
export const RPL_NOTOPIC = numeric("331", "RPL_NOTOPIC", 1, "No topic is set");
export const RPL_TOPIC = numeric("332", "RPL_TOPIC", 2, FREE);
export const RPL_TOPICWHOTIME = numeric("333", "RPL_TOPICWHOTIME", 3);
export const RPL_INVITELIST = numeric("336", "RPL_INVITELIST", 1);
export const RPL_ENDOFINVITELIST = numeric("337", "RPL_ENDOFINVITELIST", 0, "End of INVITE list");
export const RPL_WHOISACTUALLY = numeric("338", "RPL_WHOISACTUALLY", 2, "actually using host");
export const RPL_INVITING = numeric("341", "RPL_INVITING", 2);
export const RPL_INVEXLIST = numeric("346", "RPL_INVEXLIST", 4);
export const RPL_ENDOFINVEXLIST = numeric("347", "RPL_ENDOFINVEXLIST", 1, "End of channel invite exception list");
export const RPL_EXCEPTLIST = numeric("348", "RPL_EXCEPTLIST", 4);
export const RPL_ENDOFEXCEPTLIST = numeric("349", "RPL_ENDOFEXCEPTLIST", 1, "End of channel exception list");
export const RPL_VERSION = numeric("351", "RPL_VERSION", 3, FREE);
export const RPL_WHOREPLY = numeric("352", "RPL_WHOREPLY", 7, FREE);
export const RPL_NAMREPLY = numeric("353", "RPL_NAMREPLY", 3, FREE);
export const RPL_ENDOFNAMES = numeric("366", "RPL_ENDOFNAMES", 1, "End of /NAMES list");
export const RPL_BANLIST = numeric("367", "RPL_BANLIST", 4);
export const RPL_ENDOFBANLIST = numeric("368", "RPL_ENDOFBANLIST", 1, "End of channel ban list");
export const RPL_ENDOFWHOWAS = numeric("369", "RPL_ENDOFWHOWAS", 1, "End of WHOWAS");
export const RPL_MOTD = numeric("372", "RPL_MOTD", 1, FREE);
export const RPL_MOTDSTART = numeric("375", "RPL_MOTDSTART", 1, FREE);
export const RPL_ENDOFMOTD = numeric("376", "RPL_ENDOFMOTD", 0, "End of /MOTD command");
export const RPL_TIME = numeric("391", "RPL_TIME", 2, FREE);
export const ERR_NOSUCHNICK = numeric("401", "ERR_NOSUCHNICK", 1, "No such nick/channel");
export const ERR_NOSUCHSERVER = numeric("402", "ERR_NOSUCHSERVER", 1, "No such server");
export const ERR_NOSUCHCHANNEL = numeric("403", "ERR_NOSUCHCHANNEL", 1, "No such channel");
export const ERR_CANNOTSENDTOCHAN = numeric("404", "ERR_CANNOTSENDTOCHAN", 1, "Cannot send to channel");
export const ERR_TOOMANYCHANNELS = numeric("405", "ERR_TOOMANYCHANNELS", 1, "You have joined too many channels");
export const ERR_WASNOSUCHNICK = numeric("406", "ERR_WASNOSUCHNICK", 1, "There was no such nickname");
export const ERR_TOOMANYTARGETS = numeric("407", "ERR_TOOMANYTARGETS", 1, "Too many targets");
export const ERR_INVALIDCAPCMD = numeric("410", "ERR_INVALIDCAPCMD", 1, "Invalid CAP command");
export const ERR_NORECIPIENT = numeric("411", "ERR_NORECIPIENT", 0, "No recipient given");
export const ERR_NOTEXTTOSEND = numeric("412", "ERR_NOTEXTTOSEND", 0, "No text to send");
export const ERR_INPUTTOOLONG = numeric("417", "ERR_INPUTTOOLONG", 0, "Input line was too long");
export const ERR_UNKNOWNCOMMAND = numeric("421", "ERR_UNKNOWNCOMMAND", 1, "Unknown command");
export const ERR_NOMOTD = numeric("422", "ERR_NOMOTD", 0, "MOTD File is missing");
export const ERR_NONICKNAMEGIVEN = numeric("431", "ERR_NONICKNAMEGIVEN", 0, "No nickname given");
export const ERR_ERRONEUSNICKNAME = numeric("432", "ERR_ERRONEUSNICKNAME", 1, "Erroneous nickname");
export const ERR_NICKNAMEINUSE = numeric("433", "ERR_NICKNAMEINUSE", 1, "Nickname is already in use");
export const ERR_USERNOTINCHANNEL = numeric("441", "ERR_USERNOTINCHANNEL", 2, "They aren't on that channel");
export const ERR_NOTONCHANNEL = numeric("442", "ERR_NOTONCHANNEL", 1, "You're not on that channel");
export const ERR_USERONCHANNEL = numeric("443", "ERR_USERONCHANNEL", 2, "is already on channel");
export const ERR_NOTREGISTERED = numeric("451", "ERR_NOTREGISTERED", 0, "You have not registered");
export const ERR_NEEDMOREPARAMS = numeric("461", "ERR_NEEDMOREPARAMS", 1, "Not enough parameters");
export const ERR_ALREADYREGISTERED = numeric("462", "ERR_ALREADYREGISTERED", 0, "You may not reregister");
export const ERR_PASSWDMISMATCH = numeric("464", "ERR_PASSWDMISMATCH", 0, "Password incorrect");
export const ERR_CHANNELISFULL = numeric("471", "ERR_CHANNELISFULL", 1, "Cannot join channel (+l)");
export const ERR_UNKNOWNMODE = numeric("472", "ERR_UNKNOWNMODE", 1, "is unknown mode char to me");
export const ERR_INVITEONLYCHAN = numeric("473", "ERR_INVITEONLYCHAN", 1, "Cannot join channel (+i)");
export const ERR_BANNEDFROMCHAN = numeric("474", "ERR_BANNEDFROMCHAN", 1, "Cannot join channel (+b)");
export const ERR_BADCHANNELKEY = numeric("475", "ERR_BADCHANNELKEY", 1, "Cannot join channel (+k)");
export const ERR_BADCHANMASK = numeric("476", "ERR_BADCHANMASK", 1, "Bad Channel Mask");
export const ERR_BANLISTFULL = numeric("478", "ERR_BANLISTFULL", 2, "Channel list is full");
export const ERR_NOPRIVILEGES = numeric("481", "ERR_NOPRIVILEGES", 0, "Permission Denied- You're not an IRC operator");
export const ERR_CHANOPRIVSNEEDED = numeric("482", "ERR_CHANOPRIVSNEEDED", 1, "You're not channel operator");
export const ERR_UMODEUNKNOWNFLAG = numeric("501", "ERR_UMODEUNKNOWNFLAG", 0, "Unknown MODE flag");
export const ERR_USERSDONTMATCH = numeric("502", "ERR_USERSDONTMATCH", 0, "Cant change mode for other users");
export const ERR_HELPNOTFOUND = numeric("524", "ERR_HELPNOTFOUND", 1, "No help available on this topic");
export const ERR_INVALIDKEY = numeric("525", "ERR_INVALIDKEY", 1, "Key is not well-formed");
export const ERR_INVALIDMODEPARAM = numeric("696", "ERR_INVALIDMODEPARAM", 4, FREE);
export const RPL_HELPSTART = numeric("704", "RPL_HELPSTART", 2, FREE);
export const RPL_HELPTXT = numeric("705", "RPL_HELPTXT", 2, FREE);
export const RPL_ENDOFHELP = numeric("706", "RPL_ENDOFHELP", 2, FREE);
