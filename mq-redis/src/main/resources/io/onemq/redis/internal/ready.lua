-- Used by other scripts: the number of entries that wait and of those that consumers hold, or nil without the group.
local function backlog(stream, group_name, released_consumer, count_at_most)
  if redis.call('EXISTS', stream) == 0 then
    return nil
  end
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local info = {}
    for i = 1, #group, 2 do
      info[group[i]] = group[i + 1]
    end
    if info['name'] == group_name then
      local released = 0
      for _, consumer in ipairs(redis.call('XPENDING', stream, group_name)[4] or {}) do
        if consumer[1] == released_consumer then
          released = tonumber(consumer[2])
        end
      end
      local ready = info['lag']
      if not ready then
        -- The server cannot tell after entries were deleted by hand.
        ready = 0
        local from, page = '(' .. info['last-delivered-id'], nil
        repeat
          page = redis.call('XRANGE', stream, from, '+', 'COUNT', 100)
          ready = ready + #page
          from = #page > 0 and '(' .. page[#page][1] or from
        until #page < 100 or ready >= tonumber(count_at_most)
      end
      return ready + released, info['pending'] - released
    end
  end
  return nil
end
