// The table of numerics: code, name and closing text of each, from Modern IRC unless another source is named.

export interface Numeric {
  readonly code: string;
  readonly name: string;
  /** The closing text; FREE where the last parameter is free text; undefined where all parameters are words. */
  readonly text?: string;
}

/** The last parameter given is free text and is written with a colon. */
export const FREE = ":";

function numeric(code: string, name: string, text?: string): Numeric {
  return text === undefined ? { code, name } : { code, name, text };
}

export const RPL_WELCOME = numeric("001", "RPL_WELCOME", FREE);
export const RPL_YOURHOST = numeric("002", "RPL_YOURHOST", FREE);
export const RPL_CREATED = numeric("003", "RPL_CREATED", FREE);
export const RPL_MYINFO = numeric("004", "RPL_MYINFO");
export const RPL_ISUPPORT = numeric("005", "RPL_ISUPPORT", "are supported by this server");
export const RPL_UMODEIS = numeric("221", "RPL_UMODEIS");
export const RPL_STATSUPTIME = numeric("242", "RPL_STATSUPTIME", FREE);
export const RPL_STATSDEBUG = numeric("249", "RPL_STATSDEBUG", FREE);
export const RPL_ENDOFSTATS = numeric("219", "RPL_ENDOFSTATS", "End of STATS report");
export const RPL_LUSERCLIENT = numeric("251", "RPL_LUSERCLIENT", FREE);
export const RPL_LUSEROP = numeric("252", "RPL_LUSEROP", "operator(s) online");
export const RPL_LUSERUNKNOWN = numeric("253", "RPL_LUSERUNKNOWN", "unknown connection(s)");
export const RPL_LUSERCHANNELS = numeric("254", "RPL_LUSERCHANNELS", "channels formed");
export const RPL_LUSERME = numeric("255", "RPL_LUSERME", FREE);
export const RPL_LOCALUSERS = numeric("265", "RPL_LOCALUSERS", FREE);
export const RPL_GLOBALUSERS = numeric("266", "RPL_GLOBALUSERS", FREE);
export const RPL_AWAY = numeric("301", "RPL_AWAY", FREE);
export const RPL_UNAWAY = numeric("305", "RPL_UNAWAY", "You are no longer marked as being away");
export const RPL_NOWAWAY = numeric("306", "RPL_NOWAWAY", "You have been marked as being away");
export const RPL_WHOISUSER = numeric("311", "RPL_WHOISUSER", FREE);
export const RPL_WHOISSERVER = numeric("312", "RPL_WHOISSERVER", FREE);
export const RPL_WHOISOPERATOR = numeric("313", "RPL_WHOISOPERATOR", "is an IRC operator");
export const RPL_WHOWASUSER = numeric("314", "RPL_WHOWASUSER", FREE);
export const RPL_ENDOFWHO = numeric("315", "RPL_ENDOFWHO", "End of WHO list");
export const RPL_WHOISIDLE = numeric("317", "RPL_WHOISIDLE", "seconds idle, signon time");
export const RPL_ENDOFWHOIS = numeric("318", "RPL_ENDOFWHOIS", "End of /WHOIS list");
export const RPL_WHOISCHANNELS = numeric("319", "RPL_WHOISCHANNELS", FREE);
export const RPL_LISTSTART = numeric("321", "RPL_LISTSTART", "Users  Name");
export const RPL_LIST = numeric("322", "RPL_LIST", FREE);
export const RPL_LISTEND = numeric("323", "RPL_LISTEND", "End of LIST");
export const RPL_CHANNELMODEIS = numeric("324", "RPL_CHANNELMODEIS");
export const RPL_CREATIONTIME = numeric("329", "RPL_CREATIONTIME");
export const RPL_NOTOPIC = numeric("331", "RPL_NOTOPIC", "No topic is set");
export const RPL_TOPIC = numeric("332", "RPL_TOPIC", FREE);
export const RPL_TOPICWHOTIME = numeric("333", "RPL_TOPICWHOTIME");
export const RPL_INVITELIST = numeric("336", "RPL_INVITELIST");
export const RPL_ENDOFINVITELIST = numeric("337", "RPL_ENDOFINVITELIST", "End of INVITE list");
export const RPL_WHOISACTUALLY = numeric("338", "RPL_WHOISACTUALLY", "actually using host");
export const RPL_INVITING = numeric("341", "RPL_INVITING");
export const RPL_INVEXLIST = numeric("346", "RPL_INVEXLIST");
export const RPL_ENDOFINVEXLIST = numeric("347", "RPL_ENDOFINVEXLIST", "End of channel invite exception list");
export const RPL_EXCEPTLIST = numeric("348", "RPL_EXCEPTLIST");
export const RPL_ENDOFEXCEPTLIST = numeric("349", "RPL_ENDOFEXCEPTLIST", "End of channel exception list");
export const RPL_VERSION = numeric("351", "RPL_VERSION", FREE);
export const RPL_WHOREPLY = numeric("352", "RPL_WHOREPLY", FREE);
export const RPL_NAMREPLY = numeric("353", "RPL_NAMREPLY", FREE);
export const RPL_ENDOFNAMES = numeric("366", "RPL_ENDOFNAMES", "End of /NAMES list");
export const RPL_BANLIST = numeric("367", "RPL_BANLIST");
export const RPL_ENDOFBANLIST = numeric("368", "RPL_ENDOFBANLIST", "End of channel ban list");
export const RPL_ENDOFWHOWAS = numeric("369", "RPL_ENDOFWHOWAS", "End of WHOWAS");
export const RPL_MOTD = numeric("372", "RPL_MOTD", FREE);
export const RPL_MOTDSTART = numeric("375", "RPL_MOTDSTART", FREE);
export const RPL_ENDOFMOTD = numeric("376", "RPL_ENDOFMOTD", "End of /MOTD command");
export const RPL_TIME = numeric("391", "RPL_TIME", FREE);
export const ERR_NOSUCHNICK = numeric("401", "ERR_NOSUCHNICK", "No such nick/channel");
export const ERR_NOSUCHSERVER = numeric("402", "ERR_NOSUCHSERVER", "No such server");
export const ERR_NOSUCHCHANNEL = numeric("403", "ERR_NOSUCHCHANNEL", "No such channel");
export const ERR_CANNOTSENDTOCHAN = numeric("404", "ERR_CANNOTSENDTOCHAN", "Cannot send to channel");
export const ERR_TOOMANYCHANNELS = numeric("405", "ERR_TOOMANYCHANNELS", "You have joined too many channels");
export const ERR_WASNOSUCHNICK = numeric("406", "ERR_WASNOSUCHNICK", "There was no such nickname");
export const ERR_TOOMANYTARGETS = numeric("407", "ERR_TOOMANYTARGETS", "Too many targets");
export const ERR_INVALIDCAPCMD = numeric("410", "ERR_INVALIDCAPCMD", "Invalid CAP command");
export const ERR_NORECIPIENT = numeric("411", "ERR_NORECIPIENT", "No recipient given");
export const ERR_NOTEXTTOSEND = numeric("412", "ERR_NOTEXTTOSEND", "No text to send");
export const ERR_INPUTTOOLONG = numeric("417", "ERR_INPUTTOOLONG", "Input line was too long");
export const ERR_UNKNOWNCOMMAND = numeric("421", "ERR_UNKNOWNCOMMAND", "Unknown command");
export const ERR_NOMOTD = numeric("422", "ERR_NOMOTD", "MOTD File is missing");
export const ERR_NONICKNAMEGIVEN = numeric("431", "ERR_NONICKNAMEGIVEN", "No nickname given");
export const ERR_ERRONEUSNICKNAME = numeric("432", "ERR_ERRONEUSNICKNAME", "Erroneous nickname");
export const ERR_NICKNAMEINUSE = numeric("433", "ERR_NICKNAMEINUSE", "Nickname is already in use");
export const ERR_USERNOTINCHANNEL = numeric("441", "ERR_USERNOTINCHANNEL", "They aren't on that channel");
export const ERR_NOTONCHANNEL = numeric("442", "ERR_NOTONCHANNEL", "You're not on that channel");
export const ERR_USERONCHANNEL = numeric("443", "ERR_USERONCHANNEL", "is already on channel");
export const ERR_NOTREGISTERED = numeric("451", "ERR_NOTREGISTERED", "You have not registered");
export const ERR_NEEDMOREPARAMS = numeric("461", "ERR_NEEDMOREPARAMS", "Not enough parameters");
export const ERR_ALREADYREGISTERED = numeric("462", "ERR_ALREADYREGISTERED", "You may not reregister");
export const ERR_PASSWDMISMATCH = numeric("464", "ERR_PASSWDMISMATCH", "Password incorrect");
export const ERR_CHANNELISFULL = numeric("471", "ERR_CHANNELISFULL", "Cannot join channel (+l)");
export const ERR_UNKNOWNMODE = numeric("472", "ERR_UNKNOWNMODE", "is unknown mode char to me");
export const ERR_INVITEONLYCHAN = numeric("473", "ERR_INVITEONLYCHAN", "Cannot join channel (+i)");
export const ERR_BANNEDFROMCHAN = numeric("474", "ERR_BANNEDFROMCHAN", "Cannot join channel (+b)");
export const ERR_BADCHANNELKEY = numeric("475", "ERR_BADCHANNELKEY", "Cannot join channel (+k)");
export const ERR_BANLISTFULL = numeric("478", "ERR_BANLISTFULL", "Channel list is full");
export const ERR_CHANOPRIVSNEEDED = numeric("482", "ERR_CHANOPRIVSNEEDED", "You're not channel operator");
export const ERR_UMODEUNKNOWNFLAG = numeric("501", "ERR_UMODEUNKNOWNFLAG", "Unknown MODE flag");
export const ERR_USERSDONTMATCH = numeric("502", "ERR_USERSDONTMATCH", "Cant change mode for other users");
export const ERR_HELPNOTFOUND = numeric("524", "ERR_HELPNOTFOUND", "No help available on this topic");
export const ERR_INVALIDKEY = numeric("525", "ERR_INVALIDKEY", "Key is not well-formed");
export const ERR_INVALIDMODEPARAM = numeric("696", "ERR_INVALIDMODEPARAM", FREE);
export const RPL_HELPSTART = numeric("704", "RPL_HELPSTART", FREE);
export const RPL_HELPTXT = numeric("705", "RPL_HELPTXT", FREE);
export const RPL_ENDOFHELP = numeric("706", "RPL_ENDOFHELP", FREE);
